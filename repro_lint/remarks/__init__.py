"""What rules are made of: their metadata, the remarks they yield, and the parts that several of them share."""
