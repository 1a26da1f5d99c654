// Warns when the resource group is about to exceed its budget. It stops nothing.

@description('Name of the budget.')
@maxLength(63)
param name string

@description('Amount per month, in US dollars or the billing currency.')
@minValue(1)
@maxValue(1000000)
param monthlyAmount int

@description('First day of a month, yyyy-MM-dd.')
@minLength(10)
@maxLength(10)
param startDate string

@description('Resource id of the action group to notify.')
param actionGroupId string

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: monthlyAmount
    timeGrain: 'Monthly'
    timePeriod: { startDate: '${startDate}T00:00:00Z' }
    notifications: {
      forecastAboveBudget: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: []
        contactGroups: [actionGroupId]
        contactRoles: ['Owner']
      }
      spentMostOfBudget: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: []
        contactGroups: [actionGroupId]
        contactRoles: ['Owner']
      }
    }
  }
}
