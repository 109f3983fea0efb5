"""The chair on an MQTT broker: what may be asked of it there, what is told there, and Home Assistant."""
