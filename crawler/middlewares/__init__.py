"""What stands between the engine, the network and the spider."""
