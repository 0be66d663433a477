# Plugins as an image of their own, for the components plugins-init and plugins-image of deploy/kubernetes: signed folders under /plugins,
# and the cp that the init container runs. Built where the plugins are, each folder as hatago-sign left it:
#   docker build -f deploy/examples/plugins.Dockerfile -t registry.example.com/hatago-plugins:0.1.0 artifacts
# By digest where others run it, as in deploy/Dockerfile.
ARG BUSYBOX_IMAGE=busybox:1.37.0-musl
ARG BUSYBOX_DIGEST=
FROM ${BUSYBOX_IMAGE}${BUSYBOX_DIGEST}
COPY plugins /plugins
USER 1654:1654
