"""What each kind of step says about itself: one file a kind, and the parts they share."""
