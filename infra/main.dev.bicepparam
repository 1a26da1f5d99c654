// The cheapest that works: one zone, nothing kept warm, a month of logs.
using 'main.bicep'

param environmentName = 'dev'
param monthlyBudget = 25
