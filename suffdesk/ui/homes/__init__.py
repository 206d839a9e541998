"""Parts of the Providers screen: lists of homes, frameworks, contracts, checks."""
