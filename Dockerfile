# One image, two commands: `python -m mosip_mock` (the default) and `python -m esignet_mock`.
# The base is pinned by tag; whoever needs the very same bytes each time adds its digest here.
FROM python:3.13-slim-bookworm AS build
WORKDIR /build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /opt/mocks \
    && /opt/mocks/bin/pip install --require-hashes -r requirements.txt \
    && pip install --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY mosip_mock mosip_mock
COPY esignet_mock esignet_mock
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/mocks/bin/pip install --no-deps dist/*.whl \
    && /opt/mocks/bin/python -m compileall -q /opt/mocks/lib \
    && /opt/mocks/bin/pip uninstall --yes pip

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="mosip-mocks" \
      org.opencontainers.image.description="Stand-ins for MOSIP and e-Signet; for development and tests only" \
      org.opencontainers.image.licenses="MPL-2.0"
RUN groupadd --gid 10001 mocks \
    && useradd --uid 10001 --gid mocks --no-create-home mocks \
    && install -d -o mocks -g mocks /data
COPY --from=build /opt/mocks /opt/mocks
ENV PATH=/opt/mocks/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MOCKS_DATA_DIR=/data \
    MOCKS_HOST=0.0.0.0
WORKDIR /data
# The volume takes over this directory's owner, so that the unprivileged user may write to it.
VOLUME /data
USER 10001:10001
EXPOSE 20240 20260
STOPSIGNAL SIGTERM
CMD ["python", "-m", "mosip_mock"]
