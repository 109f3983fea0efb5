"""What a person needs before, between and after sessions: pure, in codes, without a clock."""
