# An image of your own: Hatago with your signed plugins in it, and the public keys that are trusted. Built where both folders are:
#   docker build -f with-plugins.Dockerfile --build-arg HATAGO_IMAGE=hatago:0.1.0 -t our-tools .
# Private keys have no place in it: hatago-sign signs before, see docs/security/signing.md.
ARG HATAGO_IMAGE=hatago:0.1.0
FROM ${HATAGO_IMAGE}
COPY plugins/ /plugins/
COPY trust/ /trust/
# Without this one it is not ready.
ENV HATAGO_REQUIRED_PLUGINS=hello
