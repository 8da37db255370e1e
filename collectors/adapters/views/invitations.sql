SELECT *
FROM casework_invitations
