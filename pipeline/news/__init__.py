"""What the world said: entries → items → signals → stories."""
