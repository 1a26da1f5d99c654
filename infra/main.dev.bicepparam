// The cheapest working configuration: one zone, no warm instances, a month of logs.
using 'main.bicep'

param environmentName = 'dev'
param monthlyBudget = 25
