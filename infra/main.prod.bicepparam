// Survives the loss of a zone; the page responds without a cold start.
using 'main.bicep'

param environmentName = 'prod'
param storageSku = 'Standard_ZRS'
param zoneRedundant = true
param warm = [
  { name: 'http', instanceCount: 2 }
]
param deleteRetentionDays = 30
param logDailyCapGb = 5
param logRetentionDays = 90
param monthlyBudget = 200
