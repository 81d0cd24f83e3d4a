"""Abstract values and what is known of the streams: data, and functions over it."""
