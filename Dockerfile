# The screens are built once; the image that runs has Python only.
FROM node:22-slim AS screens
WORKDIR /frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY frontend ./
RUN npm run build

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv
COPY requirements.lock pyproject.toml README.md ./
# What runs, in the locked versions, and none of what tests need. Our own code comes after, so that a
# change of it does not install everything anew.
RUN pip install --no-cache-dir -c requirements.lock .
COPY app app
COPY realtime realtime
COPY jobs jobs
COPY migrations migrations
COPY --from=screens /frontend/dist frontend/dist
RUN pip install --no-cache-dir --no-deps --editable . && useradd --system salespulse
USER salespulse
CMD ["salespulse", "serve"]
