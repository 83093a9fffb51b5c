"""How good the verdicts are, and what they cost: gold dossiers, metrics, benchmark. Calls the product as users do."""
