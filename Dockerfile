# Steno in an image of its own. See docs/deployment.md.
#
#   docker build -t steno .

# Debian, not Alpine: the recognizer's binaries are for glibc. Pin a digest for builds that are the same every time.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund
RUN npm run assemble -- /opt/steno

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    STENO_HOST=0.0.0.0 \
    STENO_DATA_DIR=/data \
    STENO_MODELS_DIR=/models
COPY --from=build /opt/steno /opt/steno
# The user `node` of the image, by number, so that runtimes see that it is not root.
RUN install -d -o 1000 -g 1000 -m 700 /data && install -d -m 755 /models
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["node", "/opt/steno/packages/cli/bin/steno.mjs", "health"]
ENTRYPOINT ["node", "/opt/steno/packages/cli/bin/steno.mjs"]
CMD ["serve"]
