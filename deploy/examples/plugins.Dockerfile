# Plugins as an image of their own, for the components plugins-init and plugins-image of deploy/kubernetes: signed folders under /plugins,
# and the cp that the init container runs. Built where the plugins are, each folder as hatago-sign left it:
#   docker build -f deploy/examples/plugins.Dockerfile -t registry.example.com/hatago-plugins:0.1.0 artifacts
ARG BUSYBOX_IMAGE=busybox:1.37.0-musl@sha256:5cec3fc171c87218698e85a52af7087de727372aae264a787b8112901a5b0092
FROM ${BUSYBOX_IMAGE}
COPY plugins /plugins
USER 1654:1654
