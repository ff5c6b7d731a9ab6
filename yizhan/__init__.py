"""驿站 `yizhan`: the public service platform of a cross-border e-commerce pilot zone."""
