"""What the project measures of itself: run a module of it with ``python -m evals.<name>``."""
