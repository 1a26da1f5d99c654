// The queues between the steps. Standard, because Basic has no duplicate detection.

import { textMap } from 'types.bicep'

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags textMap

@description('Queues to create.')
param queueNames string[]

@description('How long a message stays locked before another receiver may receive it. The app renews the lock while it works.')
param lockDuration string

@description('Deliveries before a message becomes a dead letter.')
@minValue(1)
@maxValue(100)
param maxDeliveryCount int

@description('How long a message may wait before it becomes a dead letter.')
param timeToLive string

@description('Workspace that receives logs and metrics.')
param workspaceId string

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
  }

  resource queues 'queues' = [
    for queueName in queueNames: {
      name: queueName
      properties: {
        // A message id identifies the work, so a repeat within the window is a retry of the sender. Can only be set at creation.
        requiresDuplicateDetection: true
        duplicateDetectionHistoryTimeWindow: 'PT10M'
        lockDuration: lockDuration
        maxDeliveryCount: maxDeliveryCount
        deadLetteringOnMessageExpiration: true
        defaultMessageTimeToLive: timeToLive
        maxSizeInMegabytes: 5120
        enableBatchedOperations: true
        enablePartitioning: false
        requiresSession: false
      }
    }
  ]
}

#disable-next-line use-recent-api-versions // The newer-looking stable version lacks log categories.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ category: 'OperationalLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id.')
output id string = namespace.id

@description('Host name that clients connect to.')
output hostName string = replace(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':443/', '')
