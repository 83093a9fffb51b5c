"""Data of the product: the norms with their lexicons, and the example dossier."""
