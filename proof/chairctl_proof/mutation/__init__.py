"""Figure F14: small faults put into the judge and the warden one at a time; a test has to notice each."""
