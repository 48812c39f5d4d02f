"""The reader's room: what a week's stories come to, how that is drawn, and the post."""
