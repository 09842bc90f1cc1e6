# syntax=docker/dockerfile:1
# One image, three roles (ROLE=all|api|worker). `npm run check` lints this file; `npm run image:rehearse` carries its steps
# out by hand, where there is no container engine.

# What runs: production dependencies only. Scripts of packages are not run: none of what is needed here has any.
FROM node:20.20.2-bookworm-slim AS dependencies
WORKDIR /service
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
# The classifier of finished pictures and what it runs on take 300 MB: `--build-arg CLASSIFIER=local` keeps them, for
# CONTENT_CLASSIFIER=local. (`npm ci --omit=optional` would also leave out sharp's binaries.)
ARG CLASSIFIER=off
RUN [ "$CLASSIFIER" = local ] || rm -rf node_modules/nsfwjs node_modules/@tensorflow
# Types and source maps of packages are for those who develop with them; a fourth of it all.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

# What compiles: the service and the gallery's page.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /service
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY migrations ./migrations
COPY src ./src
RUN npm run build && rm -f dist/.tsbuildinfo

FROM node:20.20.2-bookworm-slim
# glibc's arenas keep what libvips frees; two are enough.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2
WORKDIR /service
COPY --from=dependencies /service/node_modules ./node_modules
COPY --from=build /service/dist ./dist
COPY package.json ./
# User `node`, by number: Kubernetes cannot tell from a name that it is not root. All files are root's, and nothing is
# written below /service: the root file system may be read-only, with a small writable /tmp (settings of fonts).
USER 1000:1000
EXPOSE 8002
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||8002)+'/health/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# It handles signals as process 1, from its first line on, and drains for 20 s: give it 30 before it is killed.
STOPSIGNAL SIGTERM
# Migrations are a step of their own: node dist/src/migrate.js run
CMD ["node", "dist/src/main.js"]
