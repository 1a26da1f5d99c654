// The workbook for operators: events over time, scores, freshness, faults, cost.

import { textMap } from 'types.bicep'

@description('Name from which the workbook id is derived.')
param name string

@description('Title in the portal.')
param displayName string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags textMap

@description('Name of the workspace that the queries run in.')
param workspaceName string

@description('Name of the Service Bus namespace, for its metrics.')
param serviceBusName string

@description('Name of the app, for its metrics.')
param appName string

@description('Name of the storage account, for its metrics.')
param storageName string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: serviceBusName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName
}

var prices = loadJsonContent('../prices.json')

var values = {
  workspace: workspace.id
  serviceBus: namespace.id
  app: app.id
  storage: account.id
  pricesAsOf: prices.asOf
  functionGbSecond: prices.functionGbSecond.amount
  functionMillionExecutions: prices.functionMillionExecutions.amount
  warmGbSecond: prices.warmGbSecond.amount
  serviceBusMillionOperations: prices.serviceBusMillionOperations.amount
  tableTenThousandOperations: prices.tableTenThousandOperations.amount
  logGb: prices.logGb.amount
}

// Replaces each {{name}} in the template by its value.
var filled = reduce(
  items(values),
  loadTextContent('../workbook.json'),
  (text, value) => replace(string(text), '{{${value.key}}}', string(value.value))
)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: workspace.id
    version: 'Notebook/1.0'
    serializedData: string(filled)
  }
}
