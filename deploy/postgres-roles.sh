#!/bin/sh
# First start only: the owner (migrations) and the app's role, which row-level security binds.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE salespulse_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE salespulse_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'app_password';
CREATE DATABASE salespulse OWNER salespulse_owner;
SQL
