"""The physics behind the simulated devices: motors, heat, air, skin. No protocol, no clock."""
