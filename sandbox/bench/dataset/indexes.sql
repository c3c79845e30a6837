ALTER TABLE public.alembic_version ADD PRIMARY KEY (version_num);
ALTER TABLE public.stocks ADD PRIMARY KEY (id), ADD UNIQUE (symbol);
ALTER TABLE public.stock_prices ADD PRIMARY KEY (symbol, date);
CREATE INDEX stock_prices_created_at ON public.stock_prices (created_at);
ALTER TABLE public.stock_prices ADD FOREIGN KEY (stock_id) REFERENCES public.stocks (id);
ALTER TABLE public.analyses ADD PRIMARY KEY (run);
CREATE INDEX analyses_stock_id ON public.analyses (stock_id, created_at);
CREATE INDEX analyses_kind ON public.analyses (kind);
ALTER TABLE public.analyses ADD FOREIGN KEY (stock_id) REFERENCES public.stocks (id);
