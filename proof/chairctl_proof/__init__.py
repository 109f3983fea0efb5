"""Where the product and the simulators meet: whole sessions in virtual time, and what they prove."""
