"""`pytest hil --rig FILE`: the rig's options and fixtures come from the package's plugin."""

pytest_plugins = ["chairctl_hil.plugin"]
