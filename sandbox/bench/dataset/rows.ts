import { sentence, word, seededRandom, type Random } from "./text";

const DAY_MILLISECONDS = 86_400_000;
const CHUNK_CHARACTERS = 256 * 1024;
const PRICE_DAYS = 1500;
const STOCKS_PER_GIB = 2600;
const ANALYSES_PER_GIB = 1_090_000;

const SECTORS = ["Energy", "Health", "Industrials", "Technology", "Utilities", "\\N"];
const KINDS = ["momentum", "value", "volatility", "mean reversion", "earnings surprise"];

/** How many rows a database of some size has. */
export interface DatasetSize {
  readonly stocks: number;
  /** Days of prices of each stock. */
  readonly days: number;
  readonly analyses: number;
}

/** Rows of a database of a little more than `gib` GiB, indexes included. */
export function datasetSize(gib: number): DatasetSize {
  return {
    stocks: Math.max(10, Math.ceil(STOCKS_PER_GIB * gib)),
    days: PRICE_DAYS,
    analyses: Math.ceil(ANALYSES_PER_GIB * gib),
  };
}

/** A table and its rows as COPY reads them. */
export interface TableRows {
  /** Table and columns, as COPY names them. */
  readonly target: string;
  /** Lines in COPY's text format. */
  readonly lines: Iterable<string>;
}

const symbolOf = (stock: number): string => `SYM${String(stock).padStart(5, "0")}`;
const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
/** Seconds of the minute in which the exchange's closing prices come in. */
const secondsOf = (index: number): string => String(index % 60).padStart(2, "0");

function* stocks({ stocks: count }: DatasetSize, random: Random): Iterable<string> {
  for (let stock = 1; stock <= count; stock += 1)
    yield `${stock}\t${symbolOf(stock)}\t${sentence(random, 3)} & Co.\t${SECTORS[random.below(SECTORS.length)] ?? ""}\n`;
}

const cents = (price: number): number => Math.round(price * 100) / 100;

/** Day after day, as prices arrive; each stock's price walks at random. */
function* prices({ stocks: count, days }: DatasetSize, random: Random, now: number): Iterable<string> {
  const symbols = Array.from({ length: count + 1 }, (_, stock) => symbolOf(stock));
  const closes = Array.from({ length: count }, () => 10 + random.next() * 190);
  for (let day = days - 1; day >= 0; day -= 1) {
    const date = dateOf(now - (day + 1) * DAY_MILLISECONDS);
    for (let stock = 1; stock <= count; stock += 1) {
      const open = closes[stock - 1] ?? 1;
      const close = Math.max(1, open * (0.98 + random.next() * 0.0402));
      closes[stock - 1] = close;
      const high = Math.max(open, close) * (1 + random.next() * 0.01);
      const low = Math.min(open, close) * (1 - random.next() * 0.01);
      const figures = `${cents(open)}\t${cents(high)}\t${cents(low)}\t${cents(close)}`;
      const volume = 1000 + random.below(5_000_000);
      yield `${stock}\t${symbols[stock] ?? ""}\t${date}\t${figures}\t${volume}\t${date} 21:05:${secondsOf(stock)}+00\n`;
    }
  }
}

function* analyses(
  { stocks: count, analyses: rows }: DatasetSize,
  random: Random,
  now: number,
): Iterable<string> {
  for (let run = 1; run <= rows; run += 1) {
    const kind = KINDS[random.below(KINDS.length)] ?? "";
    const details = JSON.stringify({
      window: 5 * (1 + random.below(50)),
      model: `${word(random)}-v${1 + random.below(4)}`,
      signals: { buy: random.below(100), hold: random.below(100), sell: random.below(100) },
      confidence: Math.round(random.next() * 1000) / 1000,
      tags: [word(random), word(random), word(random)],
      reviewed: random.below(10) > 2,
    });
    const text = sentence(random, 20 + random.below(20));
    const day = dateOf(now - (1 + Math.floor(((rows - run) * PRICE_DAYS) / rows)) * DAY_MILLISECONDS);
    const time = `${day} 22:${secondsOf(run >> 6)}:${secondsOf(run)}+00`;
    yield `${run}\t${1 + random.below(count)}\t${kind}\t${String(random.next() * 2 - 1)}\t${text}\t${details}\t${time}\n`;
  }
}

/**
 * The rows of every table, in an order in which references find what they refer to.
 * @param now in milliseconds since 1970; the newest rows are of the day before
 */
export function tableRows(size: DatasetSize, now: number): readonly TableRows[] {
  return [
    { target: "alembic_version", lines: ["a1b2c3d4e5f6\n"] },
    { target: "stocks (id, symbol, name, sector)", lines: stocks(size, seededRandom(1)) },
    {
      target:
        "stock_prices (stock_id, symbol, date, open_price, high_price, low_price, close_price, volume, created_at)",
      lines: prices(size, seededRandom(2), now),
    },
    {
      target: "analyses (run, stock_id, kind, result, summary, details, created_at)",
      lines: analyses(size, seededRandom(3), now),
    },
  ];
}

/** Joins lines to chunks of about 256 Ki characters: a write for each line would take longer than making it. */
export function* chunks(lines: Iterable<string>): Iterable<string> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
