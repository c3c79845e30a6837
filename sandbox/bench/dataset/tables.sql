CREATE TABLE public.alembic_version (version_num varchar(32) NOT NULL);

CREATE TABLE public.stocks (
  id integer NOT NULL,
  symbol varchar(12) NOT NULL,
  name text NOT NULL,
  sector text
);

CREATE TABLE public.stock_prices (
  stock_id integer NOT NULL,
  symbol varchar(12) NOT NULL,
  date date NOT NULL,
  open_price numeric(14, 4) NOT NULL,
  high_price numeric(14, 4) NOT NULL,
  low_price numeric(14, 4) NOT NULL,
  close_price numeric(14, 4) NOT NULL,
  volume bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE public.analyses (
  run bigint NOT NULL,
  stock_id integer NOT NULL,
  kind text NOT NULL,
  result double precision,
  summary text,
  details jsonb,
  created_at timestamptz NOT NULL DEFAULT now()
);
