// MarketPulse in one resource group, with managed identity everywhere and little cost while idle.

targetScope = 'resourceGroup'

import { charactersRefused, namesOf } from 'modules/naming.bicep'
import { textMap, warmInstances } from 'modules/types.bicep'

@description('Name of the environment, e.g. dev: lower-case letters, digits and hyphens. It is part of every resource name.')
@minLength(2)
@maxLength(32)
param environmentName string

@description('Region. It must offer Flex Consumption.')
param location string = resourceGroup().location

@description('Tags added to those of the template.')
param tags textMap = {}

@description('Storage replication: within one data centre, across zones, or across zones and a second region.')
param storageSku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS' = 'Standard_LRS'

@description('Days for which deleted blobs can be restored.')
@minValue(1)
@maxValue(365)
param deleteRetentionDays int = 7

@description('Memory of an instance in MB.')
param instanceMemoryMB 512 | 2048 | 4096 = 2048

@description('Most instances of each function group: HTTP functions share one, each timer and queue function has its own.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Most concurrent HTTP requests per instance.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 50

@description('Instances kept warm per group, e.g. [{ name: \'http\', instanceCount: 1 }]. They cost while idle.')
param warm warmInstances[] = []

@description('Whether instances spread over availability zones.')
param zoneRedundant bool = false

@description('When news feeds are polled: six-field NCRONTAB, UTC.')
@minLength(11)
@maxLength(100)
param pollNewsSchedule string = '0 */5 * * * *'

@description('When price feeds are polled: six-field NCRONTAB, UTC.')
@minLength(11)
@maxLength(100)
param pollPricesSchedule string = '0 10 * * * *'

@description('When the freshness of every feed is checked: six-field NCRONTAB, UTC.')
@minLength(11)
@maxLength(100)
param heartbeatSchedule string = '0 */5 * * * *'

@description('When the dimension tables for BI tools are refreshed: six-field NCRONTAB, UTC.')
@minLength(11)
@maxLength(100)
param refreshDimensionsSchedule string = '0 20 * * * *'

@description('When tension is computed and changed instruments are queued for profiling: six-field NCRONTAB, UTC.')
@minLength(11)
@maxLength(100)
param summarizeSensitivitySchedule string = '0 30 * * * *'

@description('When data that has expired is removed: six-field NCRONTAB, UTC.')
@minLength(11)
@maxLength(100)
param applyRetentionSchedule string = '0 40 3 * * *'

@description('Additional app settings: feeds, watchlist, alert rules; keys and webhook addresses as Key Vault references.')
param extraSettings textMap = {}

@description('How long a message stays locked before another receiver may receive it, ISO 8601. The app renews the lock while it works.')
param lockDuration 'PT30S' | 'PT1M' | 'PT2M' | 'PT5M' = 'PT1M'

@description('Deliveries before a message becomes a dead letter.')
@minValue(1)
@maxValue(100)
param maxDeliveryCount int = 10

@description('Who may read the API and the page: holders of a function key, or people signed in with Entra.')
param readAccess 'key' | 'entra' = 'key'

@description('Client id of the Entra app registration that people sign in to; needed when readAccess is entra.')
@maxLength(36)
param entraClientId string = ''

@description('How BI tools read: the HTTP feed, the tables by Entra sign-in, or the tables by account key (unsafe: key holders may write).')
param biAccess 'feed' | 'entra' | 'sharedKey' = 'feed'

@description('Object id of the Entra group that may read the tables; needed when biAccess is entra.')
@maxLength(36)
param biReaderGroupId string = ''

@description('E-mail address for alerts; empty for none.')
@maxLength(254)
param alertEmail string = ''

@description('Webhook for alerts; empty for none.')
@secure()
param alertWebhook string = ''

@description('Minutes without a successful poll after which a news feed counts as silent.')
@minValue(10)
@maxValue(10080)
param newsSilentMinutes int = 60

@description('Minutes without a successful poll after which a price feed counts as silent.')
@minValue(10)
@maxValue(10080)
param pricesSilentMinutes int = 1440

@description('Most alerts that the app sends to one webhook in any hour.')
@minValue(1)
@maxValue(500)
param alertsPerHour int = 12

@description('An alert fires when the p95 of the seconds that messages wait exceeds this.')
@minValue(1)
@maxValue(86400)
param queueAgeSeconds int = 300

@description('Daily cap of log ingestion in GB.')
@minValue(1)
@maxValue(100)
param logDailyCapGb int = 1

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Monthly budget of the resource group, in the billing currency.')
@minValue(1)
@maxValue(1000000)
param monthlyBudget int = 50

@description('First day of the budget, which must be the first of a month, yyyy-MM-dd. Empty: the month of the first deployment, which the resource group keeps as a tag.')
@maxLength(10)
param budgetStart string = ''

@description('The month in which this deployment runs. Leave it out.')
@minLength(10)
@maxLength(10)
param thisMonth string = utcNow('yyyy-MM-01')

var checkedEnvironmentName = !empty(charactersRefused(environmentName))
  ? fail('environmentName holds \'${charactersRefused(environmentName)}\': use lower-case letters, digits and hyphens only.')
  : environmentName

var names = namesOf(checkedEnvironmentName, uniqueString(resourceGroup().id, environmentName))

var signInClientId = readAccess == 'entra' && empty(entraClientId)
  ? fail('readAccess is entra, so entraClientId must name the app registration that people sign in to.')
  : entraClientId

var readerGroupId = biAccess != 'entra'
  ? ''
  : empty(biReaderGroupId) ? fail('biAccess is entra, so biReaderGroupId must name the group that may read the tables.') : biReaderGroupId

var allTags = union({ application: 'marketpulse', environment: environmentName, 'azd-env-name': environmentName }, tags)

// Azure refuses to change the start of a budget, so a later deployment must send the first one's again.
var budgetStartTag = 'marketpulse-budget-start'
var keptBudgetStart = !empty(budgetStart) ? budgetStart : resourceGroup().?tags[?budgetStartTag] ?? thisMonth

var packageContainer = 'packages'
var containerNames = [packageContainer, 'articles', 'deadletters', 'locks']

// To add a queue, add a line here: its settings and its two roles follow below.
var queueNames = [
  'articles'
  'scores'
  'profiles'
  'alerts'
]

var tableNames = [
  'articles'
  'articleindex'
  'articlecounts'
  'tradeevents'
  'eventtags'
  'impactscores'
  'instrumentscores'
  'abnormalreturns'
  'sensitivity'
  'sensitivityhistory'
  'tensionindex'
  'calibration'
  'findings'
  'instruments'
  'windows'
  'dates'
  'prices'
  'cursors'
  'analogues'
  'scorelog'
  'eventlog'
  'corrections'
  'forecasts'
  'forecastoutcomes'
  'upcoming'
  'alerts'
  'datastatus'
  'changemarks'
  'profileparts'
]

module identity 'modules/identity.bicep' = {
  params: { name: names.identity, location: location, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: names.workspace
    insightsName: names.insights
    location: location
    tags: allTags
    dailyCapGb: logDailyCapGb
    retentionDays: logRetentionDays
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: names.storage
    location: location
    tags: allTags
    sku: storageSku
    allowSharedKeyAccess: biAccess == 'sharedKey'
    tableNames: tableNames
    containerNames: containerNames
    deleteRetentionDays: deleteRetentionDays
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/serviceBus.bicep' = {
  params: {
    name: names.serviceBus
    location: location
    tags: allTags
    queueNames: queueNames
    lockDuration: lockDuration
    maxDeliveryCount: maxDeliveryCount
    timeToLive: 'P14D'
    workspaceId: monitoring.outputs.workspaceId
  }
}

module roles 'modules/roles.bicep' = {
  dependsOn: [identity, storage, serviceBus, monitoring]
  params: {
    identityName: names.identity
    storageName: names.storage
    serviceBusName: names.serviceBus
    queueNames: queueNames
    insightsName: names.insights
    readerGroupId: readerGroupId
  }
}

module functionApp 'modules/functionApp.bicep' = {
  // The host needs these rights from the start, to read its package and take its locks.
  dependsOn: [roles]
  params: {
    planName: names.plan
    name: names.functionApp
    location: location
    tags: allTags
    identityName: names.identity
    packageContainerUrl: '${storage.outputs.blobEndpoint}${packageContainer}'
    settings: union(extraSettings, {
      AzureWebJobsStorage__blobServiceUri: storage.outputs.blobEndpoint
      AzureWebJobsStorage__queueServiceUri: storage.outputs.queueEndpoint
      AzureWebJobsStorage__tableServiceUri: storage.outputs.tableEndpoint
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.outputs.clientId
      ServiceBus__fullyQualifiedNamespace: serviceBus.outputs.hostName
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: identity.outputs.clientId
      Storage__BlobServiceUri: storage.outputs.blobEndpoint
      Storage__TableServiceUri: storage.outputs.tableEndpoint
      Storage__ClientId: identity.outputs.clientId
      PollNewsSchedule: pollNewsSchedule
      PollPricesSchedule: pollPricesSchedule
      HeartbeatSchedule: heartbeatSchedule
      RefreshDimensionsSchedule: refreshDimensionsSchedule
      SummarizeSensitivitySchedule: summarizeSensitivitySchedule
      ApplyRetentionSchedule: applyRetentionSchedule
      Web__ReadAccess: readAccess
      Heartbeat__NewsSilentMinutes: string(newsSilentMinutes)
      Heartbeat__PricesSilentMinutes: string(pricesSilentMinutes)
      Alerts__MaxPerHour: string(alertsPerHour)
      AzureWebJobsDisableHomepage: 'true'
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
    })
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    httpConcurrency: httpConcurrency
    warm: warm
    zoneRedundant: zoneRedundant
    readAccess: readAccess
    entraClientId: signInClientId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    actionGroupName: names.actionGroup
    environmentName: environmentName
    location: location
    tags: allTags
    email: alertEmail
    webhook: alertWebhook
    serviceBusId: serviceBus.outputs.id
    workspaceId: monitoring.outputs.workspaceId
    newsSilentMinutes: newsSilentMinutes
    pricesSilentMinutes: pricesSilentMinutes
    queueAgeSeconds: queueAgeSeconds
  }
}

module workbook 'modules/workbook.bicep' = {
  dependsOn: [monitoring]
  params: {
    name: names.workbook
    displayName: 'MarketPulse ${environmentName}'
    location: location
    tags: allTags
    workspaceName: names.workspace
    serviceBusName: names.serviceBus
    appName: names.functionApp
    storageName: names.storage
  }
}

module budget 'modules/budget.bicep' = {
  params: {
    name: names.budget
    monthlyAmount: monthlyBudget
    startDate: keptBudgetStart
    actionGroupId: alerts.outputs.actionGroupId
  }
}

// After the budget: a deployment that fails before it exists may be repeated in a later month.
resource groupTags 'Microsoft.Resources/tags@2025-04-01' = {
  name: 'default'
  dependsOn: [budget]
  properties: {
    tags: union(resourceGroup().?tags ?? {}, { '${budgetStartTag}': keptBudgetStart })
  }
}

@description('Region of the deployment.')
output AZURE_LOCATION string = location

@description('Tenant in which people and the app sign in.')
output AZURE_TENANT_ID string = tenant().tenantId

@description('Resource group of the deployment.')
output AZURE_RESOURCE_GROUP string = resourceGroup().name

@description('Name of the function app, which azd deploys to.')
output SERVICE_FUNCTIONS_NAME string = functionApp.outputs.name

@description('Address of the page and the API.')
output MARKETPULSE_URL string = functionApp.outputs.url

@description('Name of the storage account.')
output MARKETPULSE_STORAGE_ACCOUNT string = storage.outputs.name

@description('Address of the tables, for BI tools that read them.')
output MARKETPULSE_TABLES_URL string = storage.outputs.tableEndpoint

@description('Host name of the Service Bus namespace.')
output MARKETPULSE_SERVICE_BUS string = serviceBus.outputs.hostName

@description('Name of the Application Insights component.')
output MARKETPULSE_INSIGHTS string = monitoring.outputs.insightsName

@description('How people read the API and the page.')
output MARKETPULSE_READ_ACCESS string = readAccess

@description('App registration that people sign in to; empty if they use a key.')
output MARKETPULSE_ENTRA_CLIENT_ID string = signInClientId

@description('How BI tools read, and what that means for security.')
output MARKETPULSE_BI_ACCESS string = biAccess == 'sharedKey'
  ? 'WARNING: sharedKey. ACCOUNT KEYS ARE ON: key holders can change and delete all data. Set biAccess to feed or entra soon.'
  : biAccess
