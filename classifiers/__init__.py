"""The model's room: taxonomy, corpus, features, training, the shelf, and assessing."""
