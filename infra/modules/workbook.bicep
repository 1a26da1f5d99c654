// The operator's view: events on a time line, scores, freshness, faults, cost.

import { textMap } from 'types.bicep'

@description('Name the workbook id is made from.')
param name string

@description('Title in the portal.')
param displayName string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags textMap

@description('Workspace that the queries run in.')
param workspaceId string

@description('Resource id of the Service Bus namespace, for its metrics.')
param serviceBusId string

@description('Resource id of the app, for its metrics.')
param appId string

@description('Resource id of the storage account, for its metrics.')
param storageId string

var template = loadTextContent('../workbook.json')
var filled = replace(
  replace(replace(replace(template, '{{workspace}}', workspaceId), '{{serviceBus}}', serviceBusId), '{{app}}', appId),
  '{{storage}}',
  storageId
)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: filled
  }
}
