// Alerts for operators: dead letters, silent feeds, a silent app, failed scoring, slow queues.

import { textMap } from 'types.bicep'

@description('Name of the action group.')
param actionGroupName string

@description('Name of the environment, shown in the alerts.')
param environmentName string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags textMap

@description('E-mail address to notify; empty for none.')
param email string

@description('Webhook to call; empty for none. It may contain a token, so it is kept secret.')
@secure()
param webhook string

@description('Resource id of the Service Bus namespace.')
param serviceBusId string

@description('Resource id of the workspace.')
param workspaceId string

@description('Minutes without a successful poll after which a news feed counts as silent.')
@minValue(10)
@maxValue(10080)
param newsSilentMinutes int

@description('Minutes without a successful poll after which a price feed counts as silent.')
@minValue(10)
@maxValue(10080)
param pricesSilentMinutes int

@description('A queue is too slow when the p95 of the seconds that messages wait exceeds this.')
@minValue(1)
@maxValue(86400)
param queueAgeSeconds int

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'marketpulse'
    emailReceivers: empty(email)
      ? []
      : [
          { name: 'email', emailAddress: email, useCommonAlertSchema: true }
        ]
    webhookReceivers: empty(webhook)
      ? []
      : [
          { name: 'webhook', serviceUri: webhook, useCommonAlertSchema: true }
        ]
  }
}

resource deadLetters 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'dead-letters-${environmentName}'
  location: 'global'
  tags: tags
  properties: {
    description: 'There are dead letters. Read the reasons, fix the cause, then POST /api/replay/{queue}. See the queues at /api/health.'
    severity: 2
    enabled: true
    scopes: [serviceBusId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [{ name: 'EntityName', operator: 'Include', values: ['*'] }]
        }
      ]
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}

type logAlert = {
  name: string
  description: string

  @minValue(0)
  @maxValue(4)
  severity: int

  query: string

  @description('Column whose values raise separate alerts; empty for none.')
  splitBy: string

  operator: 'GreaterThan' | 'LessThan'
  threshold: int
  window: string
}

// Metrics arrive as one row per minute with sum, count, minimum and maximum; docs/telemetry.md lists their names.
var logAlerts logAlert[] = [
  {
    name: 'silent-feed-${environmentName}'
    description: 'A feed has had no successful poll for longer than its limit. See its last outcome and error at /api/health.'
    severity: 2
    // A feed whose polls have never succeeded has no freshness yet.
    query: $'''
let named = AppMetrics
| extend feed = tostring(Properties['marketpulse.feed']), kind = tostring(Properties['marketpulse.feed.kind']);
let fresh = named
| where Name == 'marketpulse.feed.freshness'
| summarize arg_max(TimeGenerated, Max) by feed, kind;
let never = named
| where Name == 'marketpulse.feed.polls'
| distinct feed, kind
| join kind=leftanti fresh on feed, kind;
fresh
| where Max > iff(kind == 'prices', ${pricesSilentMinutes}, ${newsSilentMinutes}) * 60
| project feed, kind
| union never
'''
    splitBy: 'feed'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT1H'
  }
  {
    name: 'silent-app-${environmentName}'
    description: 'No heartbeat for an hour: the timers have stopped (see GET /api/health; restart the app), or the log cap is reached.'
    severity: 1
    query: '''
AppMetrics
| where Name == 'marketpulse.feed.freshness'
'''
    splitBy: ''
    operator: 'LessThan'
    threshold: 1
    window: 'PT1H'
  }
  {
    name: 'scoring-failures-${environmentName}'
    description: 'Scoring an event failed. The failed request has the exception and the event id. GET /api/health shows storage and queues.'
    severity: 2
    query: '''
AppRequests
| where Name in ('ScoreEvent', 'process scores') and Success == false
'''
    splitBy: ''
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
  }
  {
    name: 'queue-age-${environmentName}'
    description: 'Messages wait too long (p95 of the longest wait per minute, over 15 minutes). See the queues at /api/health.'
    severity: 3
    query: $'''
AppMetrics
| where Name == 'marketpulse.queue.age'
| extend queue = tostring(Properties['messaging.destination.name'])
| summarize p95 = percentile(Max, 95) by queue
| where p95 > ${queueAgeSeconds}
'''
    splitBy: 'queue'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
  }
]

resource logQueryAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in logAlerts: {
    name: alert.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.name
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: alert.window
      autoMitigate: true
      // The tables are created with the first telemetry, after the first deployment.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: alert.operator
            threshold: alert.threshold
            dimensions: empty(alert.splitBy)
              ? []
              : [
                  { name: alert.splitBy, operator: 'Include', values: ['*'] }
                ]
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

@description('Resource id of the action group.')
output actionGroupId string = actionGroup.id
