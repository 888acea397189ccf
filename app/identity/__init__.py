"""Who is who: users, members, sessions, teams, roles, sign-in."""
