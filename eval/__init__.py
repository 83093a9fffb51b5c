"""How good the verdicts are, and what they cost: gold dossiers, metrics and the benchmark. Calls the product as a user does."""
