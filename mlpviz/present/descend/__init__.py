"""What is seen of the loss surface: a scene, and pure functions that make frames of it. No Qt."""
