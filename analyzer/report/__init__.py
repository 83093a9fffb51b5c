"""Reports and the other papers of a dossier, as bytes: `papers` is the catalogue of them."""
