"""What an interlock has to remember of one channel or device; fed with every telemetry, judged elsewhere."""
