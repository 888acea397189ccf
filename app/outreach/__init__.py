"""What reaches out of the house: webhooks; later mail, calls, automation."""
