"""What members may do: the roles out of the box, and those an organisation makes."""
