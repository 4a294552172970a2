"""One plain function a stage. The command line and the flows call these and nothing deeper."""
