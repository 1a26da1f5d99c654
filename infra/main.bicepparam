// What `azd up` deploys: the environment's name and region come from azd, the address for alerts from `azd env set`.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param alertEmail = readEnvironmentVariable('MARKETPULSE_ALERT_EMAIL', '')
