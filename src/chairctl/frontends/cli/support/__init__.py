"""`chairctl support`: what a maintainer needs to see of this computer, and nobody's business besides."""
