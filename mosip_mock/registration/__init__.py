"""Registration processor: workflow instances and the pipeline behind them."""
