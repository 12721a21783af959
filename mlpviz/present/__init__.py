"""State into frozen view models: what is seen and read, without Qt."""
